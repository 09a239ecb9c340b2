/** Returns the id in the text of a path, or one that no series has. */
export const seriesIdOf = (text: string) => (/^\d{1,9}$/.test(text) ? Number(text) : 0);
