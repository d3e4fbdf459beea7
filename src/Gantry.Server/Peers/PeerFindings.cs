using Gantry.Dicom.Datasets;

namespace Gantry.Server.Peers;

/// <summary>What a peer answered to a question.</summary>
/// <param name="Matches">In the peer's order.</param>
/// <param name="IsCut">There was more than was wanted.</param>
/// <param name="Fault">In words for a person why there is no answer, or no whole one; null when all is well.</param>
public sealed record PeerFindings(IReadOnlyList<Dataset> Matches, bool IsCut, string? Fault);
