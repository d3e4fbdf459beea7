namespace Gantry.Archive.Ingest;

/// <summary>Who brought an instance, for the log, the change feed and the policy for conflicts.</summary>
/// <param name="Channel">"dimse", "stow", "import" or "upload".</param>
/// <param name="CallingAe">The association requestor's AE title, where there was an association.</param>
/// <param name="Address">The peer's network address, where there was one.</param>
/// <param name="User">The signed-in user or token name, where there was one.</param>
public sealed record InstanceSource(string Channel, string? CallingAe = null, string? Address = null, string? User = null);
