namespace Gantry.Archive.Security;

/// <summary>Stretches and checks passwords.</summary>
public interface IPasswordHashing
{
    string Hash(string password);

    /// <summary>Takes the same time whatever the answer. <paramref name="isOutdated"/>: right, but the hash should be made again with today's strength.</summary>
    bool Verify(string hash, string password, out bool isOutdated);
}
