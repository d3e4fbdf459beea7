using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gantry.Server.Security.Certificates;

/// <summary>One certificate revocation list (RFC 5280 5): whose certificates it is about, which of them hold no longer, and until when it says so.</summary>
internal sealed class RevocationList
{
    private static readonly Asn1Tag ExtensionsTag = new(TagClass.ContextSpecific, 0);
    private readonly HashSet<string> serials = [];
    private readonly ReadOnlyMemory<byte> signed;
    private readonly string algorithm;
    private readonly byte[] signature;

    private RevocationList(ReadOnlyMemory<byte> der)
    {
        AsnReader list = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
        signed = list.PeekEncodedValue();
        AsnReader body = list.ReadSequence();
        algorithm = list.ReadSequence().ReadObjectIdentifier();
        signature = list.ReadBitString(out _);

        if (body.PeekTag() == Asn1Tag.Integer)
        {
            body.ReadInteger();
        }

        body.ReadSequence();
        Issuer = body.ReadEncodedValue();
        ReadTime(body);
        NextUpdate = body.HasData && IsTime(body.PeekTag()) ? ReadTime(body) : DateTimeOffset.MinValue;
        if (body.HasData && body.PeekTag() == Asn1Tag.Sequence)
        {
            ReadRevoked(body.ReadSequence());
        }

        if (body.HasData && body.PeekTag().HasSameClassAndValue(ExtensionsTag))
        {
            ThrowIfCritical(body.ReadSequence(ExtensionsTag).ReadSequence());
        }
    }

    /// <summary>The encoded Name of the authority.</summary>
    public ReadOnlyMemory<byte> Issuer { get; }

    /// <summary>A newer list is there by then; one that does not tell is out of date at once.</summary>
    public DateTimeOffset NextUpdate { get; }

    /// <exception cref="CryptographicException">It is no list, or one with critical extensions: of some certificates only, of another's, or only what has changed.</exception>
    public static RevocationList Read(ReadOnlyMemory<byte> der)
    {
        try
        {
            return new RevocationList(der);
        }
        catch (AsnContentException malformed)
        {
            throw new CryptographicException("It is not a certificate revocation list.", malformed);
        }
    }

    public bool Contains(X509Certificate2 certificate) => serials.Contains(Serial(certificate.SerialNumberBytes.Span));

    public bool IsSignedBy(X509Certificate2 authority)
    {
        if (authority.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault() is { } usage && !usage.KeyUsages.HasFlag(X509KeyUsageFlags.CrlSign))
        {
            return false;
        }

        using RSA? rsa = authority.GetRSAPublicKey();
        using ECDsa? curve = authority.GetECDsaPublicKey();
        return algorithm switch
        {
            "1.2.840.113549.1.1.11" => rsa?.VerifyData(signed.Span, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) == true,
            "1.2.840.113549.1.1.12" => rsa?.VerifyData(signed.Span, signature, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1) == true,
            "1.2.840.113549.1.1.13" => rsa?.VerifyData(signed.Span, signature, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1) == true,
            "1.2.840.10045.4.3.2" => curve?.VerifyData(signed.Span, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence) == true,
            "1.2.840.10045.4.3.3" => curve?.VerifyData(signed.Span, signature, HashAlgorithmName.SHA384, DSASignatureFormat.Rfc3279DerSequence) == true,
            "1.2.840.10045.4.3.4" => curve?.VerifyData(signed.Span, signature, HashAlgorithmName.SHA512, DSASignatureFormat.Rfc3279DerSequence) == true,
            _ => false,
        };
    }

    private void ReadRevoked(AsnReader entries)
    {
        while (entries.HasData)
        {
            AsnReader entry = entries.ReadSequence();
            serials.Add(Serial(entry.ReadIntegerBytes().Span));
            ReadTime(entry);
            if (entry.HasData)
            {
                ThrowIfCritical(entry.ReadSequence());
            }
        }
    }

    private static void ThrowIfCritical(AsnReader extensions)
    {
        while (extensions.HasData)
        {
            AsnReader extension = extensions.ReadSequence();
            string id = extension.ReadObjectIdentifier();
            if (extension.PeekTag() == Asn1Tag.Boolean && extension.ReadBoolean())
            {
                throw new CryptographicException($"The revocation list has a critical extension, {id}: only whole lists of an authority's own certificates are taken.");
            }
        }
    }

    private static bool IsTime(Asn1Tag tag) => tag == Asn1Tag.UtcTime || tag == Asn1Tag.GeneralizedTime;

    private static DateTimeOffset ReadTime(AsnReader reader) => reader.PeekTag() == Asn1Tag.UtcTime ? reader.ReadUtcTime() : reader.ReadGeneralizedTime();

    private static string Serial(ReadOnlySpan<byte> bigEndian) => Convert.ToHexString(bigEndian.TrimStart((byte)0));
}
