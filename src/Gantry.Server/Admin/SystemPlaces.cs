namespace Gantry.Server.Admin;

/// <summary>What the running program tells of itself: its version, names and folders.</summary>
/// <param name="Version">As `gantry version` prints it.</param>
/// <param name="AeTitle">The archive's own.</param>
/// <param name="Root">The data folder.</param>
/// <param name="Objects">Folder of the segments.</param>
/// <param name="Quarantine">Folder of what was put aside; may be missing.</param>
/// <param name="IndexFiles">Pattern of the index's files within the data folder.</param>
public sealed record SystemPlaces(string Version, string AeTitle, string Root, string Objects, string Quarantine, string IndexFiles);
