import { SharedBus, type SharedBusEnd } from '../../support/shared-bus.ts';
import { describeBus } from './suite.ts';

describeBus(
  'in one process',
  () => {
    const bus = new SharedBus();
    const ends: SharedBusEnd[] = [];
    return Promise.resolve({
      join() {
        const end = bus.join();
        ends.push(end);
        return end;
      },
      cut: () => Promise.resolve(ends.forEach((end) => end.cut())),
      heal: () => Promise.resolve(ends.forEach((end) => end.heal())),
      close: () => Promise.resolve(),
    });
  },
  false,
);
