// Days as the site writes them, in China's one time zone, whatever the tablet is set to.
const FORM = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" });
const CLOCK = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", hour: "numeric", minute: "2-digit", hour12: false });
const DAY = 24 * 60 * 60 * 1000;

// The day of a moment: 2026-10-14.
export const dayOf = (moment) => FORM.format(moment);

// The time of a moment: 9:30.
export const timeOf = (moment) => CLOCK.format(moment);

// The day so many days after another.
export const after = (day, days) => new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);

// How many days lie between two.
export const between = (earlier, later) => Math.round((Date.parse(later) - Date.parse(earlier)) / DAY);

// 10月24日, with the year when it is another one than today's.
export function spoken(day, today) {
  const [year, month, date] = day.split("-").map(Number);
  return `${day.slice(0, 4) === today.slice(0, 4) ? "" : `${year}年`}${month}月${date}日`;
}

// 星期六.
export const weekday = (day) => `星期${"日一二三四五六"[new Date(Date.parse(day)).getUTCDay()]}`;
