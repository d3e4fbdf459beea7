namespace Gantry.Archive.Corrections;

/// <summary>What tells a patient from others here: Patient ID (0010,0020) and Issuer of Patient ID (0010,0021).</summary>
/// <param name="Id">As it is stored.</param>
/// <param name="Issuer">Null where none is named.</param>
public sealed record PatientIdentity(string Id, string? Issuer = null);
