// Mutates models, checkpoints and zip files for some minutes, and uses each as a program would. See CONTRIBUTING.md.
//
//   MLNet.Autoencoder.Fuzz FOLDER MINUTES [SEED]            all targets; findings are saved in the folder
//   MLNet.Autoencoder.Fuzz FOLDER replay TARGET SEED        one input, in this process; needs the seed files that a run wrote to the folder
//
// The exit code is 0 if this library kept its promises, 1 if not.
using System.Globalization;
using MLNet.Autoencoder.Fuzz;

if (args is ["worker", var name, var home, var first])
{
    Worker.Run(name, home, int.Parse(first, CultureInfo.InvariantCulture));
    return 0;
}

if (args.Length < 2)
{
    Console.Error.WriteLine("Give a folder for findings and a number of minutes.");
    return 2;
}

string folder = Directory.CreateDirectory(args[0]).FullName;
if (args is [_, "replay", var replayed, var only])
{
    ITarget target = Worker.Target(replayed, folder, folder);
    int seed = int.Parse(only, CultureInfo.InvariantCulture);
    Console.WriteLine(target.Input(seed).What);
    Outcome outcome = target.Run(seed, _ => { });
    Console.WriteLine($"{outcome.Kind} {outcome.Details}");
    return outcome.IsDefect ? 1 : 0;
}

var duration = TimeSpan.FromMinutes(double.Parse(args[1], CultureInfo.InvariantCulture));
int firstSeed = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : (int)(DateTime.UtcNow.Ticks / TimeSpan.TicksPerSecond % 1_000_000_000);
Seeds.Write(folder);
Console.WriteLine($"Fuzzing for {duration.TotalMinutes} minutes, from seed {firstSeed}.");
int defects = new Conductor(folder, duration, firstSeed).Run();
Console.WriteLine(defects == 0 ? "This library kept its promises." : $"{defects} defects of this library; see {folder}.");
return defects == 0 ? 0 : 1;
