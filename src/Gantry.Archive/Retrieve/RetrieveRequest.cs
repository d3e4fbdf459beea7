using Gantry.Archive.Views;
using Gantry.Dicom;

namespace Gantry.Archive.Retrieve;

/// <summary>Which instances are wanted: those that fit everything given here. What is empty does not matter; at least one thing is given.</summary>
public sealed record RetrieveRequest
{
    /// <summary>Patient ID (0010,0020) as it is stored; null for any.</summary>
    public string? PatientId { get; init; }

    public IReadOnlyList<StudyUid> Studies { get; init; } = [];
    public IReadOnlyList<SeriesUid> Series { get; init; } = [];
    public IReadOnlyList<InstanceUid> Instances { get; init; } = [];

    /// <summary>What the asker may see; null for all.</summary>
    public ViewScope? Scope { get; init; }
}
