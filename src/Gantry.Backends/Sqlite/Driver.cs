namespace Gantry.Backends.Sqlite;

/// <summary>One way to find the candidates of a plan.</summary>
/// <param name="Source">The FROM clause; aliases s, e and i for study, series and instance, or p for patient.</param>
/// <param name="Where">The condition that an index serves; empty for all rows.</param>
/// <param name="Parameters">Values of both.</param>
internal sealed record Driver(string Source, string Where, Parameters Parameters)
{
    /// <summary>At most a handful of candidates: taken without a look at the others.</summary>
    public bool IsUnique { get; init; }

    /// <summary>A query that counts candidates in the index alone, as far as <see cref="Drivers.ProbeLimit"/>; null when it is not worth it.</summary>
    public string? Probe { get; init; }

    /// <summary>Its probe joins long lists rather than walks along one: looked at only where no other way is short.</summary>
    public bool IsSlowToProbe { get; init; }

    /// <summary>The order newest first in this driver's own terms, where its index gives it.</summary>
    public string? NewestFirst { get; init; }

    /// <summary>The driver makes the free text's terms true.</summary>
    public bool CoversTerms { get; init; }
}
