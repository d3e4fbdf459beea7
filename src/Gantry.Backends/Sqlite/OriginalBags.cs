namespace Gantry.Backends.Sqlite;

/// <summary>Of rows that show corrected attributes, the attributes as they were received, by which a correction is undone and others are added.</summary>
internal static class OriginalBags
{
    public const int Study = 1;
    public const int Series = 2;
    public const int Instance = 3;

    /// <summary>Null for a row that shows what was received.</summary>
    public static byte[]? Find(Connection db, int level, long id)
    {
        Statement select = db.Prepare("SELECT bag FROM original WHERE level=?1 AND id=?2").Bind(1, level).Bind(2, id);
        byte[]? bag = select.Step() ? select.Blob(0).ToArray() : null;
        select.Reset();
        return bag;
    }

    /// <summary>Keeps what was received, where the row shows something else; else there is nothing to keep.</summary>
    public static void Put(Connection db, int level, long id, byte[] original, byte[] shown)
    {
        if (original.AsSpan().SequenceEqual(shown))
        {
            Drop(db, level, id);
        }
        else
        {
            db.Prepare("INSERT INTO original(level, id, bag) VALUES(?1, ?2, ?3) ON CONFLICT DO UPDATE SET bag=excluded.bag").Bind(1, level).Bind(2, id).BindBlob(3, original).Run();
        }
    }

    public static void Drop(Connection db, int level, long id) => db.Prepare("DELETE FROM original WHERE level=?1 AND id=?2").Bind(1, level).Bind(2, id).Run();
}
