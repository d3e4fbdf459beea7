namespace Gantry.Backends.Sqlite;

/// <summary>Rows for texts and segments that many instances name, found once and then remembered.</summary>
internal sealed class TermTable(Connection db)
{
    // Sources name peers and users, so their number is not bounded by us.
    private const int MaxKept = 4096;

    private readonly Dictionary<string, long> terms = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Store, string Key), long> segments = [];

    public void Forget()
    {
        terms.Clear();
        segments.Clear();
    }

    public long Term(string text)
    {
        if (terms.TryGetValue(text, out long id))
        {
            return id;
        }

        if (terms.Count >= MaxKept)
        {
            terms.Clear();
        }

        db.Prepare("INSERT INTO term(text) VALUES(?1) ON CONFLICT DO NOTHING").Bind(1, text).Run();
        Statement select = db.Prepare("SELECT id FROM term WHERE text=?1").Bind(1, text);
        select.Step();
        id = select.Int64(0);
        select.Reset();
        terms.Add(text, id);
        return id;
    }

    public long Segment(string store, string key)
    {
        if (segments.TryGetValue((store, key), out long id))
        {
            return id;
        }

        if (segments.Count >= MaxKept)
        {
            segments.Clear();
        }

        db.Prepare("INSERT INTO segment(store, name) VALUES(?1, ?2) ON CONFLICT DO NOTHING").Bind(1, store).Bind(2, key).Run();
        Statement select = db.Prepare("SELECT id FROM segment WHERE name=?2 AND store=?1").Bind(1, store).Bind(2, key);
        select.Step();
        id = select.Int64(0);
        select.Reset();
        segments.Add((store, key), id);
        return id;
    }
}
