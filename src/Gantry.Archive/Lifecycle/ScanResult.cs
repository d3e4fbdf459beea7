namespace Gantry.Archive.Lifecycle;

/// <summary>What a pass over all segments gave.</summary>
/// <param name="Progress">The final counts.</param>
/// <param name="Findings">What is wrong, at most the first 1,000.</param>
public sealed record ScanResult(ScanProgress Progress, IReadOnlyList<ArchiveFinding> Findings);
