using Gantry.Dicom;

namespace Gantry.Archive.Routing;

/// <summary>Studies of which something has come, until nothing more has for a while.</summary>
internal sealed class PendingStudies
{
    private readonly Dictionary<StudyUid, (long First, DateTimeOffset Last)> studies = [];

    public bool IsEmpty => studies.Count == 0;

    /// <summary>The first change that is not done with; null where all are.</summary>
    public long? First => studies.Count == 0 ? null : studies.Values.Min(s => s.First);

    public void Add(StudyUid study, long number, DateTimeOffset at) =>
        studies[study] = studies.TryGetValue(study, out (long First, DateTimeOffset Last) was) ? (was.First, at) : (number, at);

    /// <summary>Those that were quiet since a time, oldest first; they stay until they are removed.</summary>
    public IReadOnlyList<(StudyUid Study, long First)> QuietSince(DateTimeOffset time) =>
        [.. studies.Where(s => s.Value.Last <= time).OrderBy(s => s.Value.First).Select(s => (s.Key, s.Value.First))];

    public void Remove(StudyUid study) => studies.Remove(study);
}
