namespace Gantry.Archive.Corrections;

/// <summary>Why a correction cannot be made.</summary>
/// <param name="Rule">The rule's name, for programs: docs/design/corrections-api.md lists them.</param>
/// <param name="Detail">In words for a person.</param>
public sealed record CorrectionFault(string Rule, string Detail);
