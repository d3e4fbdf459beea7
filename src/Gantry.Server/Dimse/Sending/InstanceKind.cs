using Gantry.Archive.Index;

namespace Gantry.Server.Dimse.Sending;

/// <summary>What an instance needs of a negotiation.</summary>
/// <param name="SopClassUid">Its abstract syntax.</param>
/// <param name="SyntaxUid">The transfer syntax that it is stored in.</param>
internal readonly record struct InstanceKind(string SopClassUid, string SyntaxUid)
{
    public static InstanceKind Of(StoredInstance instance) => new(instance.Identity.SopClassUid, instance.TransferSyntaxUid);
}
