using Gantry.Network.Dimse;
using Gantry.Network.UpperLayer;

namespace Gantry.Network.Acceptance;

/// <summary>The answer to requests of services that are not here (PS3.7 10.1, annex C).</summary>
internal static class UnservedOperation
{
    public static (ushort Status, string Comment) Answer(CommandSet set, AcceptedContext context) => set.Field switch
    {
        CommandField.NEventReportRequest or CommandField.NCreateRequest when set.AffectedSopClassUid != context.AbstractSyntax => NoClass,
        CommandField.NGetRequest or CommandField.NSetRequest or CommandField.NActionRequest or CommandField.NDeleteRequest when set.RequestedSopClassUid != context.AbstractSyntax => NoClass,
        CommandField.NGetRequest or CommandField.NSetRequest or CommandField.NActionRequest or CommandField.NDeleteRequest or CommandField.NEventReportRequest =>
            (DimseStatus.NoSuchSopInstance, "No managed SOP Instance has this UID"),
        _ => (DimseStatus.UnrecognizedOperation, $"Command {(ushort)set.Field:X4}H is not served here"),
    };

    private static (ushort Status, string Comment) NoClass => (DimseStatus.NoSuchSopClass, "SOP class is not that of the presentation context");
}
