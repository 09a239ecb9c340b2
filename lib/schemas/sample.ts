/** The model that the sample data are about. */
export const sampleModelId = 'elec2-price-direction';

/** `GET /api/sample`: whether its model is there, and how many of its detectors. */
export interface SampleState {
  loaded: boolean;
  detector_count: number;
}
