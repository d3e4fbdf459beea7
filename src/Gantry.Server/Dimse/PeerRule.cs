using System.Net;

namespace Gantry.Server.Dimse;

/// <summary>One line of the allow list: a calling AE title, an address, or both.</summary>
internal sealed record PeerRule(string? CallingAe, AddressRange? Address)
{
    public static bool TryParse(string text, out PeerRule? rule)
    {
        rule = null;
        int at = text.IndexOf('@', StringComparison.Ordinal);
        string title = (at < 0 ? text : text[..at]).Trim();
        string address = at < 0 ? "" : text[(at + 1)..].Trim();
        AddressRange range = default;
        if ((title.Length == 0 && address.Length == 0) || (title is not ("" or "*") && !Gantry.Dicom.AeTitle.TryParse(title, out _)) || (address.Length > 0 && !AddressRange.TryParse(address, out range)))
        {
            return false;
        }

        rule = new PeerRule(title is "" or "*" ? null : title, address.Length > 0 ? range : null);
        return true;
    }

    public bool Admits(string callingAe, IPAddress? address) =>
        (CallingAe is null || CallingAe == callingAe) && (Address is not { } range || (address is not null && range.Contains(address)));
}
