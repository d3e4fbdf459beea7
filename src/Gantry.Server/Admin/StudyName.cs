namespace Gantry.Server.Admin;

/// <summary>What people call a study by; what it does not say is null.</summary>
internal sealed record StudyName(string Uid, string? Patient, string? Date, string? Description, long Instances);
