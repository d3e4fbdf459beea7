using Gantry.Archive.Index;
using Gantry.Dicom;

namespace Gantry.Archive.Retrieve;

/// <summary>The read side of the index for retrieval: which instances there are and where.</summary>
public interface IInstanceCatalog
{
    /// <summary>The instances of a study, a series of it, or one instance, by series number, instance number and UID; empty when there are none.</summary>
    ValueTask<IReadOnlyList<StoredInstance>> ListAsync(StudyUid study, SeriesUid? series, InstanceUid? instance, CancellationToken cancellationToken);

    /// <summary>Finds one instance by its UID alone.</summary>
    ValueTask<StoredInstance?> FindAsync(InstanceUid instance, CancellationToken cancellationToken);
}
