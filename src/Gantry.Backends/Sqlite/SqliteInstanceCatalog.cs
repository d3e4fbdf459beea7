using Gantry.Archive.Index;
using Gantry.Archive.Retrieve;
using Gantry.Dicom;

namespace Gantry.Backends.Sqlite;

/// <summary>The read side of the index for retrieval, in SQLite.</summary>
public sealed class SqliteInstanceCatalog(SqliteIndexFile file) : IInstanceCatalog
{
    public async ValueTask<IReadOnlyList<StoredInstance>> ListAsync(StudyUid study, SeriesUid? series, InstanceUid? instance, CancellationToken cancellationToken) =>
        await file.Readers.ReadAsync(db => InstanceList.Read(db, study, series, instance), cancellationToken).ConfigureAwait(false);

    public ValueTask<StoredInstance?> FindAsync(InstanceUid instance, CancellationToken cancellationToken) =>
        file.Readers.ReadAsync(db => InstanceRows.Find(db, instance), cancellationToken);
}
