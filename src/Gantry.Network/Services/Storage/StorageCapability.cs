using System.Collections.Frozen;
using Gantry.Network.Services.Verification;
using Gantry.Network.UpperLayer;

namespace Gantry.Network.Services.Storage;

/// <summary>What our Storage SCP can keep.</summary>
public static class StorageCapability
{
    // In these the data set is not all there (JPIP referenced, real-time video), or is not a data set of PS3.5 at all.
    private static readonly FrozenSet<string> NotKept = new[]
    {
        "1.2.840.10008.1.2.4.94", "1.2.840.10008.1.2.4.95", "1.2.840.10008.1.2.4.204", "1.2.840.10008.1.2.4.205",
        "1.2.840.10008.1.2.6.1", "1.2.840.10008.1.2.6.2", "1.2.840.10008.1.2.7.1", "1.2.840.10008.1.2.7.2", "1.2.840.10008.1.2.7.3",
        "1.2.840.10008.1.20",
        "1.2.840.113619.5.2", // GE private: implicit VR with big endian pixel data
    }.ToFrozenSet(StringComparer.Ordinal);

    // Level 2 (all attributes are kept), reserved, digital signature level 3 (bit preserving), reserved, no coercion, reserved (PS3.4 B.3.1).
    private static readonly ReadOnlyMemory<byte> Full = new byte[] { 2, 0, 3, 0, 0, 0 };

    /// <summary>
    /// Any SOP class that is not known to belong to another service class: a storage class that did not exist when this was built is stored
    /// like any other, private ones too.
    /// </summary>
    public static bool IsStorage(string abstractSyntax) => !OtherServiceClasses.Uids.Contains(abstractSyntax);

    /// <summary>Any transfer syntax but the few whose data sets cannot be kept; unknown ones are taken as encapsulated (PS3.5 A.4).</summary>
    public static bool CanKeep(string transferSyntax) => !NotKept.Contains(transferSyntax);

    /// <summary>Verification, Storage and the other services given, as an acceptor negotiates them.</summary>
    public static NegotiationPolicy Negotiation(ushort maxOperations, uint maxPduBytes, params IReadOnlyList<IServiceScp> services)
    {
        IServiceScp? Find(string uid) => services.FirstOrDefault(s => s.Negotiates(uid));
        return new NegotiationPolicy
        {
            AcceptsAbstractSyntax = uid => uid == VerificationService.SopClassUid || IsStorage(uid) || Find(uid) is not null,
            AcceptsTransferSyntax = (uid, syntax) => IsStorage(uid) && Find(uid) is null ? CanKeep(syntax) : IsUncompressed(syntax),
            ExtendedAnswer = (uid, proposed) => Find(uid) is { } service ? service.AnswerExtended(uid, proposed) : IsStorage(uid) ? Full : null,
            MayInvoke = uid => IsStorage(uid) || Find(uid) is { } service && service.MayInvoke(uid),
            MaxOperations = maxOperations,
            MaxPduBytes = maxPduBytes,
        };
    }

    /// <summary>The transfer syntaxes of data sets without pixels: implicit and explicit VR, deflated too.</summary>
    public static bool IsUncompressed(string transferSyntax) =>
        transferSyntax is "1.2.840.10008.1.2" or "1.2.840.10008.1.2.1" or "1.2.840.10008.1.2.1.99" or "1.2.840.10008.1.2.2";
}
