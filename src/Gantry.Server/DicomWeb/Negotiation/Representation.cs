namespace Gantry.Server.DicomWeb.Negotiation;

/// <summary>One way in which a resource can be sent.</summary>
/// <param name="MediaType">Media type of the payload or, where multipart, of its parts; lower case.</param>
/// <param name="TransferSyntax">UID of the transfer syntax, where the media type has one.</param>
/// <param name="IsMultipart">Sent as multipart/related.</param>
/// <param name="IsDefaultSyntax">Also meant by a range that names the media type without a transfer-syntax parameter (PS3.18 8.7.3).</param>
public sealed record Representation(string MediaType, string? TransferSyntax = null, bool IsMultipart = false, bool IsDefaultSyntax = true);
