namespace Gantry.Server.DicomWeb.Negotiation;

/// <summary>One range of an Accept header or accept query parameter (RFC 9110 12.5.1, PS3.18 8.7.5): type, subtype, the parameters that DICOM uses, and its weight.</summary>
/// <param name="Type">Lower case; "*" is any.</param>
/// <param name="Subtype">Lower case; "*" is any.</param>
/// <param name="RootType">Of multipart/related: the <c>type</c> parameter, the media type of the parts, lower case; null when absent.</param>
/// <param name="TransferSyntax">The <c>transfer-syntax</c> parameter: a UID, "*", or null when absent.</param>
/// <param name="Quality">Weight from 0 (not acceptable) to 1.</param>
public sealed record MediaRange(string Type, string Subtype, string? RootType, string? TransferSyntax, double Quality)
{
    public bool IsMultipart => Type == "multipart";

    /// <summary>Anything at all: what a client sends that says nothing.</summary>
    public bool IsAnything => Type == "*";
}
