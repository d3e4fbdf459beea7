/** Hours of the day, within a form: `from` and `until`. */
export function Hours({ isTimed, onTimed, from, until }: { isTimed: boolean; onTimed: (isTimed: boolean) => void; from: string | null | undefined; until: string | null | undefined }) {
  return (
    <>
      <label><input type="checkbox" checked={isTimed} onChange={(event) => onTimed(event.currentTarget.checked)} /> Only at some time of the day</label>
      {isTimed && (
        <div className="halves">
          <div className="field">
            <label htmlFor="hours-from">From</label>
            <input id="hours-from" name="from" type="time" className="input" defaultValue={from ?? '22:00'} required />
          </div>
          <div className="field">
            <label htmlFor="hours-until">Until</label>
            <input id="hours-until" name="until" type="time" className="input" defaultValue={until ?? '06:00'} required />
          </div>
        </div>
      )}
    </>
  );
}
