namespace Gantry.Network.Acceptance;

/// <summary>The peer broke the protocol above the upper layer; the association is aborted.</summary>
/// <param name="Detail">For the log.</param>
/// <param name="IsInvalid">The P-DATA itself is invalid (the provider aborts), rather than what it says (the user aborts).</param>
internal sealed record DimseFault(string Detail, bool IsInvalid);
