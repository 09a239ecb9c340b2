/**
 * What the server needs to draw times as the browser will: the viewer's zone, and whether UTC is wanted
 * instead.
 */
export const zoneCookie = 'driftwatch_zone';
