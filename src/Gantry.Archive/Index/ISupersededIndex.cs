using Gantry.Archive.Objects;
using Gantry.Dicom;

namespace Gantry.Archive.Index;

/// <summary>The bytes that later generations of their instances have superseded and that are not freed yet. Rows come by <see cref="IArchiveIndex.Commit"/>.</summary>
public interface ISupersededIndex
{
    /// <summary>Those that were superseded before a time, oldest first.</summary>
    IReadOnlyList<SupersededObject> Read(DateTimeOffset before, int limit);

    /// <summary>Those of some instances.</summary>
    IReadOnlyList<ObjectPlace> Find(IReadOnlyList<InstanceUid> instances);

    bool Contains(ObjectPlace place);

    /// <summary>How many objects and bytes there are.</summary>
    (long Objects, long Bytes) Count();

    /// <summary>As if it had been superseded at this time.</summary>
    void Postpone(ObjectPlace place, DateTimeOffset at);

    /// <summary>Their bytes are gone.</summary>
    void Forget(IReadOnlyList<ObjectPlace> places);
}
