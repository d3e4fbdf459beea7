using Gantry.Archive.Index;
using Gantry.Archive.Metadata;
using Gantry.Archive.Retrieve;
using Gantry.Dicom;

namespace Gantry.Backends.Sqlite;

/// <summary>The read side of the index for retrieval, in SQLite.</summary>
public sealed class SqliteInstanceCatalog(SqliteIndexFile file) : IInstanceCatalog, ISeriesVersions
{
    public async ValueTask<IReadOnlyList<StoredInstance>> ListAsync(StudyUid study, SeriesUid? series, InstanceUid? instance, CancellationToken cancellationToken) =>
        await file.Readers.ReadAsync(db => InstanceList.Read(db, study, series, instance), cancellationToken).ConfigureAwait(false);

    public ValueTask<StoredInstance?> FindAsync(InstanceUid instance, CancellationToken cancellationToken) =>
        file.Readers.ReadAsync(db => InstanceRows.Find(db, instance), cancellationToken);

    public ValueTask<SeriesVersion?> FindVersionAsync(StudyUid study, SeriesUid series, CancellationToken cancellationToken) => file.Readers.ReadAsync<SeriesVersion?>(
        db =>
        {
            Statement select = db.Prepare("SELECT e.change, e.instance_count FROM series e JOIN study s ON s.id=e.study WHERE e.uid=?1 AND s.uid=?2")
                .BindUid(1, series.Value).BindUid(2, study.Value);
            try
            {
                return select.Step() ? new SeriesVersion(select.Int64(0), select.Int32(1)) : null;
            }
            finally
            {
                select.Reset();
            }
        },
        cancellationToken);
}
