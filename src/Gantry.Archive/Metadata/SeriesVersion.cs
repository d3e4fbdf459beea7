namespace Gantry.Archive.Metadata;

/// <summary>What a series is at the moment: a record made at another change is stale.</summary>
/// <param name="ChangeNumber">The change that last touched the series.</param>
/// <param name="InstanceCount">Its instances.</param>
public readonly record struct SeriesVersion(long ChangeNumber, int InstanceCount);
