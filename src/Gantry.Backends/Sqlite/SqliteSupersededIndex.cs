using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Dicom;

namespace Gantry.Backends.Sqlite;

/// <summary>The superseded bytes in SQLite.</summary>
internal sealed class SqliteSupersededIndex(SqliteIndexFile file) : ISupersededIndex
{
    private const string OfSegment = "segment=(SELECT id FROM segment WHERE store=?1 AND name=?2) AND offset=?3";

    public IReadOnlyList<SupersededObject> Read(DateTimeOffset before, int limit) => file.Readers.Read(db =>
    {
        List<SupersededObject> found = [];
        Statement select = db.Prepare("""
            SELECT s.instance, g.store, g.name, s.offset, s.length, s.at FROM superseded s JOIN segment g ON g.id=s.segment WHERE s.at<=?1 ORDER BY s.at LIMIT ?2
            """).Bind(1, before.ToUnixTimeMilliseconds()).Bind(2, limit);
        while (select.Step())
        {
            found.Add(new SupersededObject(
                InstanceUid.Parse(PackedUid.Unpack(select.Blob(0))),
                new ObjectPlace(select.Text(1)!, select.Text(2)!, select.Int64(3), select.Int64(4)),
                DateTimeOffset.FromUnixTimeMilliseconds(select.Int64(5))));
        }

        select.Reset();
        return found;
    });

    // On the write connection, between commits: it sees all of them.
    public IReadOnlyList<ObjectPlace> Find(IReadOnlyList<InstanceUid> instances) => file.Write((db, _) =>
    {
        List<ObjectPlace> places = [];
        foreach (InstanceUid instance in instances)
        {
            Statement select = db.Prepare("SELECT g.store, g.name, s.offset, s.length FROM superseded s JOIN segment g ON g.id=s.segment WHERE s.instance=?1").BindUid(1, instance.Value);
            while (select.Step())
            {
                places.Add(new ObjectPlace(select.Text(0)!, select.Text(1)!, select.Int64(2), select.Int64(3)));
            }

            select.Reset();
        }

        return places;
    });

    public bool Contains(ObjectPlace place) => file.Readers.Read(db =>
    {
        Statement select = db.Prepare("SELECT 1 FROM superseded WHERE " + OfSegment).Bind(1, place.Store).Bind(2, place.Key).Bind(3, place.Offset);
        bool isThere = select.Step();
        select.Reset();
        return isThere;
    });

    public (long Objects, long Bytes) Count() => file.Readers.Read(db => (db.Scalar("SELECT count(*) FROM superseded"), db.Scalar("SELECT ifnull(sum(length), 0) FROM superseded")));

    public void Postpone(ObjectPlace place, DateTimeOffset at) => file.Write((db, _) =>
    {
        db.Prepare("UPDATE superseded SET at=?4 WHERE " + OfSegment).Bind(1, place.Store).Bind(2, place.Key).Bind(3, place.Offset).Bind(4, at.ToUnixTimeMilliseconds()).Run();
        return true;
    });

    public void Forget(IReadOnlyList<ObjectPlace> places) => file.Write((db, writer) =>
    {
        writer.Transact(() =>
        {
            foreach (ObjectPlace place in places)
            {
                db.Prepare("DELETE FROM superseded WHERE " + OfSegment).Bind(1, place.Store).Bind(2, place.Key).Bind(3, place.Offset).Run();
            }
        });
        return true;
    });
}
