import { benchCalibration } from '../benchmarks/calibration';

benchCalibration();
