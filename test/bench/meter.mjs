// Preloaded into a measured process: leaves what it used in the file that PAIDONCE_METER names.
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const used = { maxRssMegabytes: maxRSS / 1000, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6 };
  writeFileSync(process.env.PAIDONCE_METER, JSON.stringify(used));
});
