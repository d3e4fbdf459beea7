using Gantry.Archive.Corrections;
using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Dicom;

namespace Gantry.BackendTests.Objects;

/// <summary>An index that refuses whole transactions, or single instances, when told to.</summary>
internal sealed class FailingIndex(IArchiveIndex inner) : IArchiveIndex
{
    public bool IsDown { get; set; }

    public string? RefusedInstance { get; set; }

    public ISupersededIndex Superseded => inner.Superseded;

    public ICorrectedIndex Corrected => inner.Corrected;

    public IReadOnlyList<CommitResult> Commit(IReadOnlyList<InstanceEntry> batch, IReadOnlyList<SegmentMark> marks, Action? untilStored = null)
    {
        if (IsDown)
        {
            throw new IndexException("down", isTransient: true);
        }

        Queue<CommitResult> taken = new(inner.Commit([.. batch.Where(e => e.Identity.Instance.Value != RefusedInstance)], marks, untilStored));
        return [.. batch.Select(e => e.Identity.Instance.Value == RefusedInstance ? new CommitResult(CommitStatus.Failed, "refused by the test") : taken.Dequeue())];
    }

    public StoredInstance? Find(InstanceUid instance) => inner.Find(instance);

    public IReadOnlyList<StoredInstance?> FindAll(IReadOnlyList<InstanceUid> instances) => inner.FindAll(instances);

    public IReadOnlyList<ObjectPlace> FindKeptAside(StudyUid study, SeriesUid? series, InstanceUid? instance) => inner.FindKeptAside(study, series, instance);

    public IReadOnlyList<StoredInstance> Delete(StudyUid study, SeriesUid? series, InstanceUid? instance, string by) => inner.Delete(study, series, instance, by);

    public IReadOnlyList<SegmentMark> ReadMarks() => inner.ReadMarks();

    public IEnumerable<StoredInstance> ReadAllByPlace() => inner.ReadAllByPlace();

    public void Clear() => inner.Clear();
}
