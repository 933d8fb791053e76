import { createChartRenderer } from '../../renderers/index.ts';
import { describeChartRenderer } from './chart-renderer.ts';

describeChartRenderer('renderers/', () => Promise.resolve(createChartRenderer()));
