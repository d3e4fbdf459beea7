using System.Net;

namespace Gantry.Server.Dimse;

/// <summary>Which application entities may associate without being in the registry of peers: the configured policy.</summary>
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

    /// <summary>Why a called AE title is not taken, for the log; null where it is.</summary>
    public string? RefuseCalled(string calledAe) =>
        options.AcceptAnyCalledAe || calledAe == options.AeTitle.Trim() ? null : $"the called AE title is not {options.AeTitle}";

    /// <summary>Why the policy does not admit a calling AE title from an address, for the log; null where it does.</summary>
    public string? RefuseCalling(string callingAe, IPAddress? address)
    {
        if (rules.Count == 0)
        {
            bool isLocal = address is null || IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
            return isLocal && options.AdmitLocalPrograms ? null
                : isLocal ? "it is no registered peer"
                : "it is no registered peer, and without a list of allowed peers only programs of this machine are admitted besides";
        }

        return rules.Exists(r => r.Admits(callingAe, address)) ? null : "it is no registered peer, and neither its AE title nor its address is on the list of allowed peers";
    }
}
