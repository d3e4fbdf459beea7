namespace Gantry.Backends.Sqlite;

/// <summary>What the writer remembers of a series row, and what it has yet to count on it.</summary>
internal sealed class SeriesState
{
    public required long Id { get; init; }
    /// <summary>Codes of the attributes that were received for the row.</summary>
    public required UInt128 Present { get; set; }

    /// <summary>Terms of the SOP classes that are noted for the series.</summary>
    public HashSet<long> Classes { get; } = [];
    public int NewInstances { get; set; }
    public long Change { get; set; }
}
