using Gantry.Dicom;

namespace Gantry.Network.UpperLayer;

/// <summary>A presentation context that both sides agreed on.</summary>
public sealed record AcceptedContext(byte Id, string AbstractSyntax, TransferSyntax Syntax);
