using Gantry.Dicom;

namespace Gantry.Archive.Routing;

/// <summary>Studies that something was done for a short while ago: what else arrives of them asks for it no second time.</summary>
internal sealed class RecentStudies
{
    /// <summary>For so long a study is recent.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private readonly Dictionary<StudyUid, DateTimeOffset> noted = [];
    private DateTimeOffset pruned;

    public void Note(StudyUid study, DateTimeOffset now)
    {
        noted[study] = now;
        if (now - pruned > Kept)
        {
            pruned = now;
            foreach (StudyUid old in noted.Where(n => now - n.Value > Kept).Select(n => n.Key).ToArray())
            {
                noted.Remove(old);
            }
        }
    }

    public bool Contains(StudyUid study, DateTimeOffset now) => noted.TryGetValue(study, out DateTimeOffset at) && now - at <= Kept;
}
