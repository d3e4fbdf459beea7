using Gantry.Archive.Corrections;

namespace Gantry.Backends.Sqlite;

/// <summary>What the writer remembers of a study row, and what it has yet to count on it.</summary>
internal sealed class StudyState
{
    public required long Id { get; init; }
    public required long Patient { get; set; }
    public required long Recency { get; set; }

    /// <summary>Codes of the attributes that were received for the row.</summary>
    public required UInt128 Present { get; set; }

    /// <summary>Those in force for the study and what is in it; null for none.</summary>
    public List<Correction>? Corrections { get; set; }
    public required string Modalities { get; set; }
    public int NewSeries { get; set; }
    public int NewInstances { get; set; }
    public long Change { get; set; }
}
