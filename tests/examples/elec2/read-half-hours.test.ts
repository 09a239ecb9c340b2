import { describe, expect, it } from 'vitest';
import { parseHalfHours, readHalfHours } from '../../../examples/elec2/read-half-hours';

const header = 'timestamp,period,nsw_price,nsw_demand,vic_price,vic_demand,transfer,price_up';
const row = '1996-05-07T00:00:00Z,0,0.056443,0.439155,0.003467,0.422915,0.414912,1';

describe('reading the half-hours', () => {
  it('reads all 944 days of 48 half-hours in order', async () => {
    const halfHours = await readHalfHours();
    expect(halfHours).toHaveLength(944 * 48);
    const start = Date.parse('1996-05-07T00:00:00Z');
    halfHours.forEach(({ timestamp }, index) => {
      if (Date.parse(timestamp) !== start + index * 30 * 60_000) expect.fail(`row ${index} is ${timestamp}`);
    });
  });

  it('shows the first movement of the Victoria columns on day 363', async () => {
    const halfHours = await readHalfHours();
    const first = halfHours[0];
    const moved = halfHours.findIndex(
      ({ vicPrice, vicDemand, transfer }) =>
        vicPrice !== first?.vicPrice || vicDemand !== first.vicDemand || transfer !== first.transfer,
    );
    expect(moved).toBe(363 * 48);
  });

  it('names every column of a row', () => {
    expect(parseHalfHours(`${header}\n${row}\n`)).toEqual([
      {
        timestamp: '1996-05-07T00:00:00Z',
        period: 0,
        nswPrice: 0.056443,
        nswDemand: 0.439155,
        vicPrice: 0.003467,
        vicDemand: 0.422915,
        transfer: 0.414912,
        priceUp: 1,
      },
    ]);
  });

  it.each([
    ['another header', 'a,b,c', 'line 1'],
    ['a missing cell', `${header}\n${row}\n${row.replace(',0.414912', '')}`, 'line 3'],
    ['an empty cell', `${header}\n${row.replace('0.056443', '')}`, 'line 2'],
    ['a word for a number', `${header}\n${row.replace('0.056443', 'high')}`, 'line 2'],
    ['a label other than 0 or 1', `${header}\n${row.replace(/1$/, '2')}`, 'line 2'],
  ])('refuses %s and names the line', (_, csv, line) => {
    expect(() => parseHalfHours(csv)).toThrow(line);
  });

  it('says where it looked if the file is missing', async () => {
    await expect(readHalfHours('/nowhere')).rejects.toThrow('/nowhere/examples/elec2/elec2.csv.gz');
  });
});
