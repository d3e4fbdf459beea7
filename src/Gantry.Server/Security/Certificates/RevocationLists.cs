using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gantry.Server.Security.Certificates;

/// <summary>
/// The revocation lists of a file (PEM, several one behind the other, or DER), read again when the file changes. Where lists are given, every authority in a chain must have one that is in its
/// time: who cannot say whether a certificate still holds does not let it in.
/// </summary>
internal sealed class RevocationLists
{
    private readonly string file;
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private (DateTime Written, long Length) version;
    private IReadOnlyList<RevocationList> lists;
    private string? fault;

    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="CryptographicException">It holds no lists.</exception>
    public RevocationLists(string file, TimeProvider time)
    {
        (this.file, this.time) = (file, time);
        version = VersionOf(file);
        lists = Load(file);
    }

    /// <summary>Why a chain does not hold, in words for a person; null where no certificate of it is revoked. The last certificate is the one that is trusted.</summary>
    public string? FindFault(X509Chain chain)
    {
        (IReadOnlyList<RevocationList> known, string? unreadable) = Current();
        if (unreadable is not null)
        {
            return unreadable;
        }

        X509Certificate2[] certificates = [.. chain.ChainElements.Select(e => e.Certificate)];
        foreach ((X509Certificate2 certificate, X509Certificate2 authority) in certificates.Zip(certificates.Skip(1)))
        {
            RevocationList[] own = [.. known.Where(l => l.Issuer.Span.SequenceEqual(authority.SubjectName.RawData) && l.IsSignedBy(authority))];
            if (Array.Exists(own, l => l.Contains(certificate)))
            {
                return $"the certificate {certificate.Subject} (serial number {certificate.SerialNumber}) is revoked";
            }

            if (!Array.Exists(own, l => time.GetUtcNow() <= l.NextUpdate))
            {
                return $"there is no revocation list of {authority.Subject} that is in its time";
            }
        }

        return null;
    }

    private (IReadOnlyList<RevocationList>, string?) Current()
    {
        lock (gate)
        {
            (DateTime, long) now = VersionOf(file);
            if (now != version)
            {
                version = now;
                try
                {
                    lists = Load(file);
                    fault = null;
                }
                catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or CryptographicException)
                {
                    fault = $"the revocation lists cannot be read: {unreadable.Message}";
                }
            }

            return (lists, fault);
        }
    }

    private static (DateTime, long) VersionOf(string file)
    {
        FileInfo info = new(file);
        return info.Exists ? (info.LastWriteTimeUtc, info.Length) : default;
    }

    private static List<RevocationList> Load(string file)
    {
        byte[] bytes = File.ReadAllBytes(file);
        List<RevocationList> found = [];
        ReadOnlySpan<char> rest = System.Text.Encoding.Latin1.GetString(bytes);
        while (PemEncoding.TryFind(rest, out PemFields fields))
        {
            if (rest[fields.Label] is "X509 CRL")
            {
                found.Add(RevocationList.Read(Convert.FromBase64String(rest[fields.Base64Data].ToString())));
            }

            rest = rest[fields.Location.End..];
        }

        if (found.Count == 0)
        {
            found.Add(RevocationList.Read(bytes));
        }

        return found;
    }
}
