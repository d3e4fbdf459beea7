using System.Net;
using Gantry.Network.Pdu;

namespace Gantry.Server.Dimse;

/// <summary>Which application entities may associate.</summary>
internal sealed class Admission
{
    private readonly DimseOptions options;
    private readonly List<PeerRule> rules = [];

    public Admission(DimseOptions options)
    {
        this.options = options;
        foreach (string text in options.AllowedPeers)
        {
            if (PeerRule.TryParse(text, out PeerRule? rule))
            {
                rules.Add(rule!);
            }
        }
    }

    /// <summary>Null, or the rejection and the words that the log says of it.</summary>
    public (AssociateReject Reject, string Reason)? Refuse(string calledAe, string callingAe, EndPoint? peer)
    {
        IPAddress? address = (peer as IPEndPoint)?.Address;
        if (!options.AcceptAnyCalledAe && calledAe != options.AeTitle.Trim())
        {
            return (AssociateReject.CalledAeNotRecognized, $"the called AE title is not {options.AeTitle}");
        }

        if (rules.Count == 0)
        {
            return address is null || IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)
                ? null
                : (AssociateReject.CallingAeNotRecognized, "no peers are allowed yet, so only loopback addresses are admitted");
        }

        return rules.Exists(r => r.Admits(callingAe, address))
            ? null
            : (AssociateReject.CallingAeNotRecognized, "neither its AE title nor its address is on the list of allowed peers");
    }
}
