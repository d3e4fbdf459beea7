namespace Gantry.Archive.Lifecycle;

/// <summary>Counts and findings of a pass while it runs.</summary>
internal sealed class ScanLedger(int segments, IProgress<ScanProgress>? progress)
{
    private const int MaxFindings = 1000;
    private const long ReportEveryBytes = 64L << 20;
    private readonly List<ArchiveFinding> findings = [];
    private long reportedAt;

    public ScanProgress Progress { get; private set; } = new(0, segments, 0, 0, 0);

    public ScanResult Result => new(Progress, findings);

    public void Object(long bytes)
    {
        Progress = Progress with { Objects = Progress.Objects + 1, Bytes = Progress.Bytes + bytes };
        if (Progress.Bytes - reportedAt >= ReportEveryBytes)
        {
            reportedAt = Progress.Bytes;
            progress?.Report(Progress);
        }
    }

    public void Find(ArchiveFinding finding)
    {
        Progress = Progress with { Findings = Progress.Findings + 1 };
        if (findings.Count < MaxFindings)
        {
            findings.Add(finding);
        }
    }

    public void Segment()
    {
        Progress = Progress with { Segments = Progress.Segments + 1 };
        progress?.Report(Progress);
    }
}
