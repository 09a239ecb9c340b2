import { benchBacktest } from '../benchmarks/backtest';

benchBacktest();
