namespace Gantry.Server.Dimse;

/// <summary>A secure transport connection profile of PS3.15 annex B.</summary>
public enum TlsProfile
{
    /// <summary>BCP 195 (B.12): TLS 1.2 and 1.3, authenticated encryption with forward secrecy.</summary>
    Bcp195,

    /// <summary>Extended BCP 195 (B.11): the same with 256-bit ciphers only.</summary>
    Bcp195Extended,
}
