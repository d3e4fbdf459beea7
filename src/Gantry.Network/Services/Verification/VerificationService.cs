using Gantry.Network.Dimse;

namespace Gantry.Network.Services.Verification;

/// <summary>The Verification service class (PS3.4 A): C-ECHO asks whether anybody is there.</summary>
public static class VerificationService
{
    public const string SopClassUid = "1.2.840.10008.1.1";

    public static CommandSet Request(ushort messageId) => new() { Field = CommandField.CEchoRequest, AffectedSopClassUid = SopClassUid, MessageId = messageId };

    /// <summary>The SCP's whole work.</summary>
    public static CommandSet Respond(CommandSet request) => request.Respond(DimseStatus.Success);
}
