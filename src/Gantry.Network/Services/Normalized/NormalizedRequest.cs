using Gantry.Dicom.Datasets;
using Gantry.Network.Dimse;

namespace Gantry.Network.Services.Normalized;

/// <summary>A request of one of the six normalized services (PS3.7 10.1).</summary>
/// <param name="Service">N-CREATE, N-SET, N-GET, N-ACTION, N-DELETE or N-EVENT-REPORT request.</param>
/// <param name="SopClassUid">Affected or Requested SOP Class UID.</param>
/// <param name="SopInstanceUid">Affected or Requested SOP Instance UID; null in an N-CREATE whose SCP is to give one.</param>
public sealed record NormalizedRequest(CommandField Service, string SopClassUid, string? SopInstanceUid)
{
    /// <summary>Action Type ID (0000,1008) of an N-ACTION or Event Type ID (0000,1002) of an N-EVENT-REPORT.</summary>
    public ushort TypeId { get; init; }

    /// <summary>Attribute Identifier List (0000,1005) of an N-GET: tags of what is wanted; null for everything.</summary>
    public IReadOnlyList<uint>? AttributeIdentifiers { get; init; }

    /// <summary>Attribute list, modification list, action or event information; null for none.</summary>
    public Dataset? Dataset { get; init; }
}
