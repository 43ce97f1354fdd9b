// What `npm run package` makes in dist/: installers for the system that it runs on.
module.exports = {
  appId: 'io.github.mebi.Mebi',
  productName: 'Mebi',
  copyright: 'MIT licence, see LICENSE',
  directories: { output: 'dist', buildResources: 'build' },
  // biome-ignore lint/suspicious/noTemplateCurlyInString: electron-builder fills it in
  artifactName: '${name}-${version}-${os}-${arch}.${ext}',

  // The bundles have everything in them but better-sqlite3.
  files: [
    'package.json',
    'LICENSE',
    'out/notices/*.md',
    'out/{app,workers,preload}/*.cjs',
    'out/renderer/**/*',
    'profiler-core/targets/python/agent/**/*.py',
    'profiler-core/targets/python/package/mebi/*.py',
    'examples/*.py',
    '!node_modules/**',
    'node_modules/better-sqlite3/{package.json,LICENSE}',
    'node_modules/better-sqlite3/lib/**/*.js',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: electron-builder fills it in
    'node_modules/better-sqlite3/prebuilds/${platform}-${arch}.node',
    '!**/*.map',
  ],
  asar: { smartUnpack: false },
  // Neither Python, nor the system's loader, nor a thread can read its files out of the archive.
  asarUnpack: [
    'out/workers/**',
    'profiler-core/targets/python/agent/**',
    'profiler-core/targets/python/package/**',
    'examples/**',
    'node_modules/better-sqlite3/prebuilds/**',
  ],

  // The binding of better-sqlite3 comes ready-made, and one fits all versions of Electron.
  npmRebuild: false,
  electronLanguages: ['en-US'],
  // The program is no Node for others to use, and runs nothing but what was packed.
  electronFuses: {
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    grantFileProtocolExtraPrivileges: false,
    enableCookieEncryption: true,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
  },
  publish: null,

  linux: {
    target: ['AppImage', 'deb'],
    icon: 'build/icons/icon.png',
    executableName: 'mebi-app',
    category: 'Development',
    synopsis: 'Line-level memory profiler for Python',
    maintainer: 'Mebi contributors',
  },
  mac: { target: ['dmg'], icon: 'build/icons/icon.png', category: 'public.app-category.developer-tools' },
  win: { target: ['nsis'], icon: 'build/icons/icon.png' },
  nsis: { oneClick: true, perMachine: false },
}
