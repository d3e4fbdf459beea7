using Gantry.Archive.Corrections;
using Gantry.Dicom;

namespace Gantry.Backends.Sqlite;

/// <summary>Corrections in the index of SQLite.</summary>
internal sealed class SqliteCorrectedIndex(SqliteIndexFile file) : ICorrectedIndex
{
    public long Latest => file.Readers.Read(db => db.Scalar("SELECT ifnull(max(number), 0) FROM correction"));

    public IReadOnlyList<StudyUid> Take(IReadOnlyList<Correction> corrections) => file.Write((db, writer) =>
    {
        IReadOnlyList<StudyUid> changed = [];
        writer.Transact(() => changed = new CorrectionWriter(db, writer, file.Time).Take(corrections));
        return changed;
    });

    public void Forget() => file.Write((db, writer) =>
    {
        writer.Transact(() => new CorrectionWriter(db, writer, file.Time).ForgetAll());
        return 0;
    });

    public IReadOnlyList<long> InForce(StudyUid study) => file.Readers.Read(db =>
    {
        Statement select = db.Prepare("SELECT corrections FROM study WHERE uid=?1").BindUid(1, study.Value);
        string? numbers = select.Step() ? select.Text(0) : null;
        select.Reset();
        return CorrectionRows.Split(numbers).ToList();
    });
}
