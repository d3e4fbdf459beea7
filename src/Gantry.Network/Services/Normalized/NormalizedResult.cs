using Gantry.Dicom.Datasets;
using Gantry.Network.Dimse;

namespace Gantry.Network.Services.Normalized;

/// <summary>The response to a <see cref="NormalizedRequest"/>.</summary>
/// <param name="Status">PS3.7 annex C and the service class.</param>
public sealed record NormalizedResult(ushort Status)
{
    /// <summary>Affected SOP Instance UID where it is another than the request's: the one that an N-CREATE's SCP gave.</summary>
    public string? SopInstanceUid { get; init; }

    /// <summary>Attribute list, action reply or event reply; null for none.</summary>
    public Dataset? Dataset { get; init; }

    /// <summary>Error Comment (0000,0902), at most 64 characters.</summary>
    public string? Comment { get; init; }

    /// <summary>Attribute Identifier List (0000,1005): tags that the status speaks of (PS3.7 C.4.2, C.5).</summary>
    public IReadOnlyList<uint>? AttributeIdentifiers { get; init; }

    /// <summary>Error ID (0000,0903), the SCP's own.</summary>
    public ushort? ErrorId { get; init; }

    public bool IsSuccessOrWarning => DimseStatus.IsSuccessOrWarning(Status);
}
