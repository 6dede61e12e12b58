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
      cut() {
        for (const end of ends) end.cut();
        return Promise.resolve();
      },
      heal() {
        for (const end of ends) end.heal();
        return Promise.resolve();
      },
      close: () => Promise.resolve(),
    });
  },
  false,
);
